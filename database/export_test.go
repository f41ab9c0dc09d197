package database

// ChannelOf is the name by which the engine knows a channel.
func ChannelOf(db *DB, channel string) string { return db.engine.channel(channel) }
