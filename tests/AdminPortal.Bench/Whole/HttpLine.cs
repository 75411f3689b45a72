using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdminPortal.Bench.Whole;

/// <summary>
/// One connection that sends a request and reads its answer, over and over: bare, because on a machine of two processors a client that
/// works as hard as the server would hide what the server costs.
/// </summary>
internal sealed class HttpLine : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private byte[] buffer = new byte[64 * 1024];

    private HttpLine()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<HttpLine> OpenAsync(int port)
    {
        var line = new HttpLine();
        await line.socket.ConnectAsync(IPAddress.Loopback, port);
        return line;
    }

    /// <summary>The bytes of a GET.</summary>
    public static byte[] Get(string path, string key) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n");

    /// <summary>The bytes of a POST of JSON.</summary>
    public static byte[] Post(string path, string key, string json, string? idempotencyKey = null) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
                + $"{(idempotencyKey is null ? "" : $"Idempotency-Key: {idempotencyKey}\r\n")}Content-Type: application/json\r\n"
                + $"Content-Length: {json.Length}\r\n\r\n{json}"));

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <returns>The status and the length of the body in bytes.</returns>
    public async ValueTask<(int Status, int Length)> SendAsync(byte[] request)
    {
        await socket.SendAsync(request);
        var (read, head, whole) = (0, -1, int.MaxValue);
        while (read < whole)
        {
            if (read == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var more = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (more == 0)
            {
                throw new IOException("The server has closed the connection.");
            }

            read += more;
            if (head < 0 && (head = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8)) >= 0)
            {
                whole = head + 4 + LengthOf(buffer.AsSpan(0, head));
            }
        }

        return (int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture), whole - head - 4);
    }

    /// <summary>The body of the answer that was read last.</summary>
    /// <param name="length">As it was told.</param>
    public string Body(int length) => Encoding.UTF8.GetString(buffer, buffer.AsSpan().IndexOf("\r\n\r\n"u8) + 4, length);

    public void Dispose() => socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        if (at < 0)
        {
            throw new IOException("An answer without its length.");
        }

        var rest = head[(at + name.Length)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture);
    }
}
