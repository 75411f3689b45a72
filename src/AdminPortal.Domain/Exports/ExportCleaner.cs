
namespace AdminPortal.Domain.Exports;

/// <summary>Deletes exports whose time is over, and files that belong to none: of processes that died, of rows that were deleted.</summary>
public sealed class ExportCleaner(ExportQueue queue, ExportFiles files)
{
    /// <summary>How often it is worth it.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(10);

    private const int Portion = 500;

    /// <summary>One round.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken = default)
    {
        await queue.ForgetAsync(cancellationToken);

        // Every file has its row before it is begun: what is listed first and not wanted afterwards is nobody's.
        foreach (var owners in files.Owners().Chunk(Portion))
        {
            var wanted = await queue.WantedAsync(owners, cancellationToken);
            foreach (var owner in owners.Where(owner => !wanted.Contains(owner)))
            {
                files.Delete(owner);
            }
        }
    }
}
