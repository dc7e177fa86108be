"""What is kept: database, models, migrations, journal, inbox and outbox, and who may act."""
