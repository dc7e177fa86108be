"""The documents of the Lab, one a file: what the database knows, put into a template.

No document holds what people wrote, their names or their addresses. A proposal that the Grupo de
Trabajo has not decided is called a proposal.
"""
