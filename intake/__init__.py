"""The domain of Ayni Escucha. It knows no channel and no terminal.

The words of the Lab's documents stay in Spanish, in code too:

aporte              what a person tells: a problem they live with (problema) or an idea (idea)
necesidad           the same problem in several places, as the Lab prioritises it
prioridad           a line of social policy that an aporte touches (data: priorities.yaml)
Priorización        first stage of the Lab: necesidades are identified and ordered (Manual, art. 10)
concurso            a call for solutions, with bases and a fund; its announcement is a convocatoria
bases               the rules of a concurso
acuerdo, acta       a decision of the Grupo de Trabajo, and the record of its sesión
Grupo de Trabajo    seven seats that decide (Manual, art. 12)
Secretaría Técnica  prepares, convenes, keeps the record (Manual, arts. 24-25)
Equipo Técnico      works for the Secretaría Técnica; triages the queue (Manual, arts. 26-27)
Comité de Asesores  experts without vote (Manual, art. 28)
ubigeo              INEI's code of a place: two digits department, two province, two district

And three of our own:

follower            whoever told an aporte or joined it; all of them hear what becomes of it
inbox, outbox       what came in and must be understood; what must go out and be delivered
turn                one message of a person and what we answer to it
"""
