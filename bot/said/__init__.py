"""Every sentence that the bot says, as texts and as data that the Lab edits."""
