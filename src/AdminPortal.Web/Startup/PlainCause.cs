using System.Data.Common;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace AdminPortal.Web.Startup;

/// <summary>
/// Says in one sentence what stopped the portal or a verb, where the cause lies outside the program: settings, files, the network, the
/// database.
/// </summary>
internal static class PlainCause
{
    /// <summary>The sentence; null when the error is of no such kind, which makes it a defect that wants its stack trace.</summary>
    public static string? Of(Exception error)
    {
        var chain = Chain(error).ToList();
        if (chain.OfType<InvalidDataException>().FirstOrDefault() is { } settings)
        {
            return $"{Sentence(settings.Message)} {Sentence(chain[^1].Message)}";
        }

        if (chain.OfType<AddressInUseException>().Any())
        {
            return $"{Sentence(chain[0].Message)} Another program listens there: end it, or choose another address with --urls.";
        }

        var socket = chain.OfType<SocketException>().LastOrDefault(link => link.SocketErrorCode != SocketError.Success);
        if (chain.OfType<DbException>().FirstOrDefault() is { } database)
        {
            // SqlClient says what it tried, the socket why it failed; but a refused connection reaches us as a socket's "Success".
            return $"The database cannot be used: {Sentence(database.Message)}{(socket is null ? "" : $" ({Sentence(socket.Message)})")}";
        }

        return (chain.FirstOrDefault(link => link is IOException or UnauthorizedAccessException) ?? socket) is { } cause
            ? Sentence(cause.Message)
            : null;
    }

    /// <summary>The error and what lies within it, the outermost first.</summary>
    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (var link = error; link is not null; link = link.InnerException)
        {
            yield return link;
        }
    }

    /// <summary>On one line, with a stop at its end.</summary>
    private static string Sentence(string message)
    {
        var line = new StringBuilder().AppendJoin(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToString();
        return line.EndsWith('.') ? line : line + ".";
    }
}
