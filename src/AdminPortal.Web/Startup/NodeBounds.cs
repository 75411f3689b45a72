using System.Globalization;

namespace AdminPortal.Web.Startup;

/// <summary>How much one node holds at once; who comes beyond that is told to come back, or is sent to another node by the proxy.</summary>
public sealed record NodeBounds
{
    /// <summary>From <c>Portal:Circuits</c>: windows that may be open on this node.</summary>
    public required int Circuits { get; init; }

    /// <summary>From <c>Portal:CircuitsPerUser</c>: how many windows one person may have open on this node.</summary>
    public required int CircuitsPerUser { get; init; }

    /// <summary>From <c>Portal:CircuitsPerAddress</c>: how many windows may be open on this node from one network address.</summary>
    public required int CircuitsPerAddress { get; init; }

    /// <summary>From <c>Portal:WallStreams</c>: wall displays that may be connected to this node.</summary>
    public required int WallStreams { get; init; }

    /// <summary>From <c>Portal:WallStreamsPerLink</c>: how many of them with one link.</summary>
    public required int WallStreamsPerLink { get; init; }

    /// <summary>From <c>Portal:WallStreamsPerAddress</c>: how many of them from one network address; a hall has one for all.</summary>
    public required int WallStreamsPerAddress { get; init; }

    /// <summary>Reads the settings, and adds in plain words what is wrong with them.</summary>
    public static NodeBounds Read(IConfiguration configuration, List<string> wrong)
    {
        return new NodeBounds
        {
            Circuits = Count(nameof(Circuits), 2_000),
            CircuitsPerUser = Count(nameof(CircuitsPerUser), 200),
            CircuitsPerAddress = Count(nameof(CircuitsPerAddress), 500),
            WallStreams = Count(nameof(WallStreams), 2_000),
            WallStreamsPerLink = Count(nameof(WallStreamsPerLink), 100),
            WallStreamsPerAddress = Count(nameof(WallStreamsPerAddress), 60),
        };

        int Count(string name, int otherwise)
        {
            if (configuration[$"Portal:{name}"] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            {
                return count;
            }

            wrong.Add($"Portal:{name} is \"{text}\"; it must be a number from 1.");
            return otherwise;
        }
    }
}
