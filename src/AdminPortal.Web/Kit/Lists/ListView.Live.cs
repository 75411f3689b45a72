using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>Follows rows that something is happening to, as long as the list is open.</summary>
public sealed partial class ListView<TRow, TFilter> : IDisposable
{
    /// <summary>Without such a row the list is read only every so many seconds: somebody may begin something elsewhere.</summary>
    private const int Idle = 10;

    private readonly CancellationTokenSource gone = new();

    /// <summary>Tells the rows that change by themselves: while the page has one, it is read every second. Null where none does.</summary>
    [Parameter]
    public Func<TRow, bool>? Live { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private async Task FollowAsync()
    {
        var open = gone.Token;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        try
        {
            for (var passed = 1; await timer.WaitForNextTickAsync(open); passed++)
            {
                if (page is not null && (Items.Any(Live!) || passed % Idle == 0))
                {
                    await InvokeAsync(RefreshAsync);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
#pragma warning disable CA1031 // whatever goes wrong is shown in the page's own error panel
        catch (Exception error)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(error);
        }
    }

    /// <summary>Reads the page again without dimming it; what is selected stays so.</summary>
    private async Task RefreshAsync()
    {
        reading = null;
        await NewestAsync();
        if (grid is not null)
        {
            await grid.ReloadServerData();
        }

        StateHasChanged();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }
}
