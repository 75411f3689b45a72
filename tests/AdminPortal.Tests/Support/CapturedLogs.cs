using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Support;

/// <summary>Keeps every log line of every level, or of <see cref="From"/> and above, while it is on.</summary>
public sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public bool On { get; set; }

    public LogLevel From { get; set; } = LogLevel.Trace;

    public string Text => string.Join('\n', lines);

    /// <summary>The text so far, which is then gone.</summary>
    public string Take()
    {
        var text = Text;
        lines.Clear();
        return text;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            if (IsEnabled(LogLevel.Trace))
            {
                logs.lines.Enqueue($"{category} scope {state}");
            }

            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => logs.On && logLevel >= logs.From;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logs.lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
            }
        }
    }
}
