using AdminPortal.Domain.Data;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Shell;

/// <summary>
/// Keeps a failure to one region of a page: logs it under an id, shows an <see cref="ErrorPanel"/>, and tries again on demand or with the
/// next page.
/// </summary>
public sealed partial class PageErrorBoundary(Outages outages, IStringLocalizer<SharedTexts> texts, ILogger<PageErrorBoundary> logger,
    NavigationManager address) : ErrorBoundaryBase, IDisposable
{
    private string? requestId;

    private bool isAway;

    /// <summary>What happened, where the region knows it better than the general sentence.</summary>
    [Parameter]
    public string? What { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => address.LocationChanged += RecoverOnNextPage;

    /// <inheritdoc />
    protected override Task OnErrorAsync(Exception exception)
    {
        isAway = outages.Is(exception);
        requestId = isAway ? null : Headers.NewRequestId();
        if (requestId is not null)
        {
            LogFailure(exception, requestId, new Uri(address.Uri).AbsolutePath); // without the query: people search for names
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenComponent<ErrorPanel>(1);
        builder.AddComponentParameter(2, nameof(ErrorPanel.What), isAway ? texts["DatabaseAway"].Value : What);
        builder.AddComponentParameter(3, nameof(ErrorPanel.RequestId), requestId);
        builder.AddComponentParameter(4, nameof(ErrorPanel.Kept), isAway ? texts["DatabaseAwayKept"].Value : null);
        builder.AddComponentParameter(5, nameof(ErrorPanel.OnRetry), EventCallback.Factory.Create(this, Recover));
        builder.CloseComponent();
    }

    private void RecoverOnNextPage(object? sender, LocationChangedEventArgs change)
    {
        if (CurrentException is not null)
        {
            Recover();
        }
    }

    /// <inheritdoc />
    public void Dispose() => address.LocationChanged -= RecoverOnNextPage;

    [LoggerMessage(LogLevel.Error, "A part of the page {Address} failed ({RequestId})")]
    private partial void LogFailure(Exception exception, string requestId, string address);
}
