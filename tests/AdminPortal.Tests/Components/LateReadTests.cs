using System.Data.Common;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Applications;
using AdminPortal.Web.Features.Finance;
using AdminPortal.Web.Features.Users;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>Whoever goes from one record to the next over a slow line edits the one of the address, or none yet.</summary>
public sealed class LateReadTests : ComponentContext
{
    private readonly Held held = new();

    public LateReadTests()
    {
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<PortalBrowser>();
        Services.AddScoped<ShellState>();
        Services.AddScoped<Toasts>();
        Services.AddScoped<UndoOffers>();
        Services.AddScoped<Confirmations>();
        Services.AddScoped<LeaveGuard>();
        Services.AddScoped<LeaveQuestion>();
        Services.AddScoped<ProofRequests>();
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.CurrentCulture =
            System.Globalization.CultureInfo.GetCultureInfo("en");
    }

    [Fact]
    public async Task An_application_that_is_read_late_is_not_edited_at_the_address_of_another_one()
    {
        await using var portal = await StartAsync();
        var ids = new List<long>();
        foreach (var message in new[] { "Erstes", "Zweites", "Drittes" })
        {
            ids.Add((await portal.Get<ApplicationService>()
                .CreateAsync(portal.Owner, new ApplicationDraft("C1", ["congress"], null, message))).Required());
        }

        await AssertAsync<ApplicationEditPage>(portal, ids, "Applications");
    }

    [Fact]
    public async Task An_invoice_that_is_read_late_is_not_edited_at_the_address_of_another_one()
    {
        await using var portal = await StartAsync();
        var ids = new List<long>();
        foreach (var notes in new[] { "Erstes", "Zweites", "Drittes" })
        {
            ids.Add((await portal.Get<InvoiceService>().CreateAsync(portal.Owner,
                new InvoiceDraft("C1", null, "EUR", 100_00, portal.Time.UtcNow(), null, notes))).Required());
        }

        await AssertAsync<InvoiceEditPage>(portal, ids, "Invoices");
    }

    [Fact]
    public async Task A_team_that_is_read_late_is_not_edited_at_the_address_of_another_one()
    {
        await using var portal = await StartAsync();
        var ids = new List<long>();
        foreach (var name in new[] { "Erstes", "Zweites", "Drittes" })
        {
            ids.Add((await portal.Get<TeamService>().CreateAsync(portal.Owner, new TeamDraft(name, LimitDraft.None, []))).Required());
        }

        await AssertAsync<TeamPage>(portal, ids, "Teams");
    }

    private async Task<TestPortal> StartAsync()
    {
        var portal = await TestPortal.StartAsync(Provider.Sqlite, more: options => options.AddInterceptors(held));
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Muster", null))).Required();
        foreach (var service in new[]
            {
                typeof(ApplicationQueries), typeof(ApplicationService), typeof(ContactQueries), typeof(ContactService),
                typeof(EventQueries), typeof(InvoiceQueries), typeof(InvoiceService), typeof(ProofService), typeof(RemovalQueries),
                typeof(TeamQueries), typeof(TeamService), typeof(TenantService), typeof(UserService),
            })
        {
            Services.AddSingleton(service, portal.Resolve(service));
        }

        return portal;
    }

    private async Task AssertAsync<TPage>(TestPortal portal, List<long> ids, string table)
        where TPage : IComponent
    {
        var page = Render<TPage>(parameters => parameters.AddCascadingValue(portal.Owner).TryAdd("Id", (long?)ids[0]));
        await page.WaitForAssertionAsync(() => Assert.Contains("Erstes", page.Markup, StringComparison.Ordinal));

        // While the second one is read nothing can be saved at its address, and the third one is asked for before it comes.
        var release = held.Next(table);
        page.Render(parameters => parameters.TryAdd("Id", (long?)ids[1]));
        Assert.DoesNotContain("Erstes", page.Markup, StringComparison.Ordinal);
        page.Render(parameters => parameters.TryAdd("Id", (long?)ids[2]));
        await page.WaitForAssertionAsync(() => Assert.Contains("Drittes", page.Markup, StringComparison.Ordinal));
        release();
        await held.Done;
        for (int quiet = 0, sent = 0; quiet < 500; quiet = sent == portal.Commands.Count ? quiet + 1 : 0)
        {
            // What comes late may have more to ask for.
            sent = portal.Commands.Count;
            await Task.Run(() => page.InvokeAsync(() => { }));
        }

        page.Render(parameters => parameters.TryAdd("Id", (long?)ids[2]));
        Assert.DoesNotContain("Zweites", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Drittes", page.Markup, StringComparison.Ordinal);
    }

    /// <summary>Holds one query until it is let go.</summary>
    private sealed class Held : DbCommandInterceptor
    {
        private TaskCompletionSource? waiting;

        private TaskCompletionSource done = new();

        private string table = "";

        /// <summary>Ends when the query that was held is answered.</summary>
        public Task Done => done.Task;

        /// <summary>Holds the next query of a table.</summary>
        /// <returns>Lets it go.</returns>
        public Action Next(string of)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (table, waiting, done) = (of, mine, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return mine.SetResult;
        }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command,
            CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (waiting is { } hold && command.CommandText.Contains($"FROM \"{table}\"", StringComparison.Ordinal))
            {
                waiting = null;
                await hold.Task;
                done.SetResult();
            }

            return result;
        }
    }
}
