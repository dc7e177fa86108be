"""Concursos: published after their bases were approved, applied to, evaluated, told."""
