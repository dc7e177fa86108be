"""The Grupo de Trabajo: who sits, when it meets, what it votes, what it decides, what it reads."""
