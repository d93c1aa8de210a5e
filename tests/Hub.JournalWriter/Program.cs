using RealtimeHub.JournalWriter;

// Publishes until it is killed, and writes down what it attempted, what was acknowledged and what was delivered.
return await new WriterProgram(WriterOptions.Parse(args)).RunAsync();
