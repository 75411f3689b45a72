using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AdminPortal.Bench.Whole;

/// <summary>Wall displays: connections that read the stream of a wall, and count its pictures.</summary>
internal sealed class WallCrowd : IDisposable
{
    /// <summary>A portal gives so many displays to one address.</summary>
    private const int PerAddress = 50;

    private readonly CancellationTokenSource ending = new();

    private readonly List<Socket> sockets = [];

    private int pictures;

    /// <summary>How many displays there are.</summary>
    public int Displays => sockets.Count;

    /// <summary>Pictures that all displays together have got.</summary>
    public int Pictures => Volatile.Read(ref pictures);

    /// <summary>Opens displays, and waits until each has its first picture.</summary>
    public static async Task<WallCrowd> OpenAsync(int port, IReadOnlyList<string> tokens, int displays)
    {
        var crowd = new WallCrowd();
        for (var i = 0; i < displays; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            if (OperatingSystem.IsLinux())
            {
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + (i / PerAddress))]), 0)); // all of 127/8 is this machine
            }

            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET /wall/{tokens[i % tokens.Count]}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"));
            crowd.sockets.Add(socket);
            _ = crowd.ReadAsync(socket);
        }

        for (var waited = 0; crowd.Pictures < displays; waited++)
        {
            await Task.Delay(50);
            if (waited > 400)
            {
                throw new InvalidOperationException($"{crowd.Pictures} of {displays} walls have a picture.");
            }
        }

        return crowd;
    }

    public void Dispose()
    {
        ending.Cancel();
        sockets.ForEach(socket => socket.Dispose());
        ending.Dispose();
    }

    private async Task ReadAsync(Socket socket)
    {
        var (buffer, kept) = (new byte[16 * 1024], 0);
        var word = "event: board"u8.ToArray();
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(kept), ending.Token) is > 0 and var read)
            {
                var text = buffer.AsMemory(0, kept + read);
                Interlocked.Add(ref pictures, text.Span.Count(word));
                kept = Math.Min(word.Length - 1, text.Length); // a word that is cut in two is whole with the next bytes
                text[^kept..].CopyTo(buffer);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The display was switched off.
        }
    }
}
