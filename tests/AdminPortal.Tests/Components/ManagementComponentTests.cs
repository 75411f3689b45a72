using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Domain;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Exports;
using AdminPortal.Web.Features.Events;
using AdminPortal.Web.Features.Participants;
using AdminPortal.Web.Features.Tenant;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Fields;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

public sealed class ManagementComponentTests : ComponentContext
{
    public ManagementComponentTests()
    {
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<Toasts>();
        Services.AddScoped<Confirmations>();
        Services.AddScoped<LeaveGuard>();
        Services.AddScoped<Overrides>();
        Services.AddScoped<UndoOffers>();
        Services.AddScoped<ParticipantActions>();
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.CurrentCulture =
            System.Globalization.CultureInfo.GetCultureInfo("en");
    }

    [Fact]
    public void The_form_of_an_event_keeps_what_was_typed_and_says_beside_the_field_what_is_wrong()
    {
        var form = new EventForm
        { Title = "Fair", EventKey = "no key!", From = "2026-10-03T09:00", To = "2026-10-02T18:00", TimeZone = "Europe/Berlin" };
        var fields = Render<EventFields>(parameters => parameters.Add(f => f.Form, form)
            .Add(f => f.Problems, [Problem.Invalid("event_key", "no") with { Code = "invalid_key" },
                Problem.Invalid("date_to", "no") with { Code = "end_before_start" }]));

        var key = fields.Find("#event-key");
        Assert.Equal(("no key!", "true"), (key.GetAttribute("value"), key.GetAttribute("aria-invalid")));
        Assert.Equal("event-key-note", key.GetAttribute("aria-describedby"));
        Assert.Contains("The end must be after the start.", fields.Find("#date-to-note").TextContent, StringComparison.Ordinal);
        Assert.Null(fields.Find("#title").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void The_key_follows_the_title_until_somebody_types_one()
    {
        var form = new EventForm { TimeZone = "UTC" };
        var fields = Render<EventFields>(parameters => parameters.Add(f => f.Form, form).Add(f => f.Problems, [])
            .Add(f => f.SuggestKey, true));
        fields.Find("#title").Change("Größte Messe 2026!");
        Assert.Equal("grosste-messe-2026", form.EventKey);
        fields.Find("#event-key").Change("fair26");
        fields.Find("#title").Change("Another title");
        Assert.Equal("fair26", form.EventKey);
    }

    [Fact]
    public void An_event_that_ends_at_the_second_of_a_time_that_occurs_twice_ends_then_when_only_its_title_is_changed()
    {
        var ends = new DateTime(2026, 10, 25, 1, 30, 7, DateTimeKind.Utc); // 02:30 in Berlin, after the clocks went back
        var stored = new EventDraft("night", "Night", null, ends.AddHours(-8), ends, "Europe/Berlin");
        var form = EventForm.Of(stored) with { Title = "Long night" };
        Assert.Equal("2026-10-25T02:30", form.To);
        Assert.Equal(stored with { Title = "Long night" }, form.ToDraft(stored).Required());
        form.To = "2026-10-25T02:31";
        Assert.Equal(new DateTime(2026, 10, 25, 1, 31, 0), form.ToDraft(stored).Required().EndsAt);
        form.ToLater = false;
        Assert.Equal(new DateTime(2026, 10, 25, 0, 31, 0), form.ToDraft(stored).Required().EndsAt);
    }

    [Fact]
    public void Of_a_time_that_occurs_twice_an_event_begins_or_ends_at_the_second_one_where_that_is_chosen()
    {
        var form = new EventForm
        { Title = "Night", EventKey = "night", From = "2026-10-25T01:30", To = "2026-10-25T02:30", TimeZone = "Europe/Berlin" };
        var fields = Render<EventFields>(parameters => parameters.Add(f => f.Form, form).Add(f => f.Problems, []));
        Assert.Contains("UTC+2", fields.Find("#date-to-note").TextContent, StringComparison.Ordinal);
        fields.FindComponents<CheckField>().Single(field => field.Instance.Label.StartsWith("The second time", StringComparison.Ordinal))
            .Find("input").Change(true);
        Assert.Contains("UTC+1", fields.Find("#date-to-note").TextContent, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2026, 10, 25, 1, 30, 0), form.ToDraft(null).Required().EndsAt);

        // In a zone whose clocks do not change that night there is nothing to choose.
        form.TimeZone = "UTC";
        fields.Render();
        Assert.DoesNotContain("The second time", fields.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_unreadable_field_of_an_event_is_named_at_once()
    {
        var result = new EventForm
        { Title = "", EventKey = "a b", From = "", To = "yesterday", TimeZone = "Nowhere", Capacity = "many" }.ToDraft(null);
        Assert.Equal(["capacity", "date_from", "date_to", "event_key", "time_zone", "title"],
            result.Problems.Select(problem => problem.Field).Order());
    }

    [Fact]
    public async Task The_bulk_bar_confirms_the_selection_and_its_undo_takes_back_only_what_it_changed()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var congress = await portal.EventAsync();
        var (open, confirmed) = (await portal.ParticipantAsync("1", confirmed: false), await portal.ParticipantAsync("2", confirmed: true));
        Services.AddSingleton(portal.Get<ParticipantBulkService>());
        Services.AddSingleton(portal.Get<ParticipantQueries>());
        Services.AddSingleton(portal.Get<CheckInService>());
        Services.AddSingleton(portal.Get<ExportService>());
        Services.AddScoped<PortalBrowser>();
        Services.AddScoped<ShellState>();
        Services.AddSingleton(portal.Get<ProofService>());
        Services.AddScoped<ProofRequests>();
        Services.AddSingleton(new ExportSettings("", ReportTexts.Of));
        Services.AddScoped<ExportWatch>();
        Services.AddScoped<Numberings>();
        var target = new ParticipantTarget(portal.Owner, "congress", new ParticipantSelection(congress.Id, [open, confirmed]), null, () =>
            Task.CompletedTask);
        var bar = Render<ParticipantBulkBar>(parameters => parameters.Add(b => b.Target, target).Add(b => b.Count, 2));
        await bar.FindAll("button").Single(button => button.TextContent == "Confirm").ClickAsync(new());
        Assert.True((await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, open))!.IsConfirmed);
        var toast = Assert.Single(Services.GetRequiredService<Toasts>().Shown);
        await toast.Undo!();
        Assert.False((await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, open))!.IsConfirmed);
        Assert.True((await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, confirmed))!.IsConfirmed);
    }

    [Fact]
    public async Task A_record_that_is_read_late_does_not_stand_on_the_page_of_another_one()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        Services.AddSingleton(portal.Get<TenantService>());
        Services.AddSingleton(portal.Get<RemovalQueries>());
        var page = Render<SlowPage>(parameters => parameters.Add(p => p.Id, 1).AddCascadingValue(portal.Owner));
        page.Render(parameters => parameters.Add(p => p.Id, 2));
        var slow = page.Instance;
        await page.WaitForStateAsync(() => slow.Asked.Count == 2);
        await page.InvokeAsync(() => slow.Asked[2].SetResult("second"));
        await page.InvokeAsync(() => slow.Asked[1].SetResult("first"));
        await page.WaitForStateAsync(() => slow.Shown is not null);
        Assert.Equal("second", slow.Shown);
    }

    private sealed class SlowPage : RecordPage<string>
    {
        public Dictionary<long, TaskCompletionSource<string?>> Asked { get; } = [];

        public string? Shown => Found;

        protected override Task<string?> FindAsync() => (Asked[Id] = new TaskCompletionSource<string?>()).Task;
    }

    [Fact]
    public async Task A_new_logo_does_not_make_the_form_save_over_a_bank_account_that_a_colleague_changed()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var service = portal.Get<TenantProfileService>();
        (await service.SetLogoAsync(portal.Owner, TenantProfileTests.Png(40, 20))).Required();
        Services.AddSingleton(service);
        Services.AddScoped<PortalBrowser>();
        var card = Render<TenantProfileCard>(parameters => parameters.Add(c => c.Name, "Test").AddCascadingValue(portal.Owner));
        await card.WaitForElement("#tax-number").ChangeAsync(new() { Value = "22/333" });
        var own = await service.OwnAsync(portal.Owner);
        (await service.UpdateAsync(portal.Owner, own.Draft with { Iban = "DE89370400440532013000" }, own.Version)).Required();
        await card.FindAll("button").Single(button => button.TextContent.Contains("Remove", StringComparison.Ordinal)).ClickAsync(new());
        await card.Find("form").SubmitAsync();
        Assert.Contains("Somebody else changed this record meanwhile", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        own = await service.OwnAsync(portal.Owner);
        Assert.Equal((null, "DE89370400440532013000", null), (own.Draft.TaxNumber, own.Draft.Iban, own.LogoFormat));
    }

    [Fact]
    public async Task A_logo_that_does_not_arrive_is_said_beside_the_field_and_what_is_typed_stays()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        Services.AddSingleton(portal.Get<TenantProfileService>());
        Services.AddScoped<PortalBrowser>();
        var card = Render<TenantProfileCard>(parameters => parameters.Add(c => c.Name, "Test").AddCascadingValue(portal.Owner));
        await card.WaitForElement("#tax-number").ChangeAsync(new() { Value = "22/333" });
        await card.InvokeAsync(() => card.FindComponent<FileField>().Instance.OnFile.InvokeAsync(new BrokenFile()));
        Assert.Contains("did not arrive whole", card.Find("#logo-note").TextContent, StringComparison.Ordinal);
        Assert.Equal("22/333", card.Find("#tax-number").GetAttribute("value"));
    }

    /// <summary>Breaks off as a connection does.</summary>
    private sealed class BrokenFile : IBrowserFile
    {
        public string Name => "logo.png";

        public DateTimeOffset LastModified => default;

        public long Size => 100;

        public string ContentType => "image/png";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) =>
            throw new IOException("The connection broke.");
    }
}
