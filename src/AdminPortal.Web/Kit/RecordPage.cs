using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Kit;

/// <summary>A page of one record of the tenant, <c>@page "/…/{Id:long}"</c>: it reads the record, and again after each change.</summary>
/// <remarks><see cref="RecordView{TRecord}"/> draws what it is while it is not there yet, or not any more.</remarks>
/// <typeparam name="TRecord">The record as it is shown.</typeparam>
public abstract class RecordPage<TRecord> : ComponentBase
    where TRecord : class
{
    private readonly Readings readings = new();
    private long shown;
    private bool acting;

    /// <summary>From the address.</summary>
    [Parameter]
    public long Id { get; set; }

    /// <summary>Who looks.</summary>
    [CascadingParameter]
    protected Actor Actor { get; set; } = null!;

    /// <summary>Says what was done, with a way back.</summary>
    [Inject]
    protected UndoOffers Undo { get; set; } = null!;

    /// <summary>Says what was done.</summary>
    [Inject]
    protected Toasts Toasts { get; set; } = null!;

    /// <summary>The address bar.</summary>
    [Inject]
    protected NavigationManager Address { get; set; } = null!;

    /// <summary>What was removed.</summary>
    [Inject]
    protected RemovalQueries Removals { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    /// <summary>The record; null until it is read, and when there is none.</summary>
    protected internal TRecord? Found { get; private set; }

    /// <summary>Whether there is no such record.</summary>
    protected internal bool Missing { get; private set; }

    /// <summary>The tenant's zone.</summary>
    protected TimeZoneInfo TenantZone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Who removed it and when, where that is why it is missing.</summary>
    protected internal RemovedNote? Removed { get; private set; }

    /// <summary>Reads the record.</summary>
    protected abstract Task<TRecord?> FindAsync();

    /// <summary>Reads why it is not there; null where it never was, and on pages of records that cannot be removed.</summary>
    protected virtual Task<RemovedNote?> FindRemovedAsync() => Task.FromResult<RemovedNote?>(null);

    /// <summary>Called after each reading that found it.</summary>
    protected virtual Task OnFoundAsync(TRecord record) => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (shown != Id)
        {
            shown = Id;
            (Found, Missing) = (null, false);
            TenantZone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
            await LoadAsync();
        }
    }

    /// <summary>Reads the record again.</summary>
    protected async Task LoadAsync()
    {
        var last = readings.Begin();
        var found = await FindAsync();
        var removed = found is null ? await FindRemovedAsync() : null;
        if (!last())
        {
            return;
        }

        (Found, Missing, Removed) = (found, found is null, removed);
        if (found is not null)
        {
            await OnFoundAsync(found);
        }
    }

    /// <summary>Does it; a second click that comes over a slow line meanwhile does nothing.</summary>
    protected async Task OnceAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (acting)
        {
            return;
        }

        acting = true;
        try
        {
            await work();
        }
        finally
        {
            acting = false;
        }
    }

    /// <summary>Reads the record again from anywhere, such as after an undo.</summary>
    protected internal Task ReloadAsync() => InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    /// <summary>
    /// Says what was done with a way back, or why it was refused, and reads again. The way back is offered for a while, when the page may
    /// show another record already: it names the record by an id of its own, not by <see cref="Id"/>.
    /// </summary>
    protected async Task TellAsync<T, TUndone>(Result<T> result, string done, Func<Task<Result<TUndone>>> undo)
    {
        if (result.Ok)
        {
            Undo.Offer(done, undo, ReloadAsync);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    /// <summary>Says what was done, or why it was refused, and reads again.</summary>
    protected async Task TellAsync<T>(Result<T> result, string done)
    {
        if (result.Ok)
        {
            Toasts.Show(done);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    /// <summary>After a deletion: goes to the list and offers the way back to this page; or says why it was refused.</summary>
    protected void TellDeleted<T>(Result<T> result, string done, string list, Func<long, Task<Result<T>>> restore)
    {
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return;
        }

        var id = Id;
        Undo.Offer(done, () => restore(id), () =>
        {
            Address.NavigateTo($"{list}/{ListAddress.Text(id)}");
            return Task.CompletedTask;
        });
        Address.NavigateTo(list);
    }
}

/// <summary>A page of one record that can be removed and brought back.</summary>
/// <typeparam name="TRecord">The record as it is shown.</typeparam>
/// <typeparam name="TEntity">The record as it is stored.</typeparam>
public abstract class RecordPage<TRecord, TEntity> : RecordPage<TRecord>
    where TRecord : class
    where TEntity : class, ISoftDeleted, IAudited, ITenantOwned
{
    /// <inheritdoc />
    protected override Task<RemovedNote?> FindRemovedAsync() => Removals.FindAsync<TEntity>(Actor, Id);

    /// <summary>Removes it, goes to the list and offers the way back; or says why it was refused.</summary>
    protected async Task DeleteAsync(RecordService<TEntity> service, string done, string list) =>
        TellDeleted(await service.DeleteAsync(Actor, Id), done, list, id => service.RestoreAsync(Actor, id));
}
