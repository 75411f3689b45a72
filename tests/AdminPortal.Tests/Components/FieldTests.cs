using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Fields;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>Days and times as people type them, in the viewer's language.</summary>
public sealed class FieldTests : ComponentContext
{
    public FieldTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<Toasts>();
    }

    [Theory]
    [InlineData("en-GB", "9/10/2026", "8:15", "2026-10-09T08:15")]
    [InlineData("en-GB", "2026-10-09", "815", "2026-10-09T08:15")]
    [InlineData("en-US", "10/9/2026", "8:15 pm", "2026-10-09T20:15")]
    [InlineData("de-DE", "9.10.2026", "08.15", "2026-10-09T08:15")]
    [InlineData("de-DE", "9.10.26", "8", "2026-10-09T08:00")]
    public async Task A_moment_is_read_as_it_is_typed(string language, string day, string time, string expected)
    {
        Speak(language);
        string? value = "2026-10-01T17:00";
        var field = Render<MomentField>(parameters => parameters.Add(f => f.Label, "From").Add(f => f.Id, "from").Add(f => f.Value, value)
            .Add(f => f.ValueChanged, changed => value = changed));
        await field.Find("#from-time").ChangeAsync(new() { Value = time });
        Assert.Equal($"2026-10-01{expected[10..]}", value);
        await field.Find("#from").ChangeAsync(new() { Value = day });
        Assert.Equal(expected, value);
        Assert.Equal("", field.Find("#from-note").TextContent);
        await DisposeComponentsAsync();
    }

    [Fact]
    public async Task What_is_no_day_is_said_beside_the_field_and_stays_there()
    {
        Speak("de-DE");
        string? value = "2026-10-01T17:00";
        var field = Render<MomentField>(parameters => parameters.Add(f => f.Label, "Von").Add(f => f.Id, "from").Add(f => f.Value, value)
            .Add(f => f.ValueChanged, changed => value = changed));
        await field.Find("#from").ChangeAsync(new() { Value = "31.02.2026" });
        Assert.Equal("", value);
        Assert.Contains("31.12.2026", field.Find("#from-note").TextContent, StringComparison.Ordinal);
        Assert.Equal("31.02.2026", field.Find("#from").GetAttribute("value"));
        Assert.Equal("true", field.Find("#from").GetAttribute("aria-invalid"));
        await field.Find("#from").ChangeAsync(new() { Value = "28.02.2026" });
        Assert.Equal("2026-02-28T17:00", value);
        Assert.Equal("", field.Find("#from-note").TextContent);
        await DisposeComponentsAsync();
    }

    [Fact]
    public async Task A_form_with_a_day_that_cannot_be_read_is_not_sent_and_one_that_was_stored_not_again()
    {
        Speak("de-DE");
        Services.AddScoped<LeaveGuard>();
        Services.AddScoped<PortalBrowser>();
        var (state, stored) = (new FormState<DueForm>(form => form with { }), new List<string?>());
        state.Show(new DueForm());
        var view = Render<FormView<DueForm>>(parameters => parameters.Add(v => v.State, state).Add(v => v.Fields, [])
            .Add(v => v.Save, form =>
            {
                stored.Add(form.Due);
                return Task.FromResult<IReadOnlyList<Problem>>([]);
            })
            .Add(v => v.ChildContent, form => builder =>
            {
                builder.OpenComponent<DayField>(0);
                builder.AddComponentParameter(1, nameof(DayField.Id), "due");
                builder.AddComponentParameter(2, nameof(DayField.Label), "Fällig");
                builder.AddComponentParameter(3, nameof(DayField.Value), form.Due);
                builder.AddComponentParameter(4, nameof(DayField.ValueChanged),
                    EventCallback.Factory.Create<string?>(this, day => form.Due = day));
                builder.CloseComponent();
            }));
        await view.Find("#due").ChangeAsync(new() { Value = "31.02.2026" });
        await view.Find("form").SubmitAsync();
        Assert.Empty(stored);
        await view.Find("#due").ChangeAsync(new() { Value = "28.02.2026" });
        await view.Find("form").SubmitAsync();
        await view.Find("form").SubmitAsync();
        Assert.Equal(["2026-02-28"], stored);
        await view.Find("#due").ChangeAsync(new() { Value = "" });
        await view.Find("form").SubmitAsync();
        Assert.Equal(["2026-02-28", ""], stored);
        await DisposeComponentsAsync();
    }

    [Fact]
    public async Task A_search_that_had_to_find_something_is_marked_so_that_the_form_leads_to_it()
    {
        var box = Render<SearchBox>(parameters => parameters.Add(b => b.Label, "Name, company, customer no."));
        Assert.False(box.Find("input").HasAttribute("aria-invalid"));
        Assert.Equal("Name, company, customer no.", box.Find("input").GetAttribute("title"));
        box.Render(parameters => parameters.Add(b => b.Error, true));
        Assert.Equal("true", box.Find("input").GetAttribute("aria-invalid"));
        await DisposeComponentsAsync();
    }

    private static void Speak(string language) => CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture =
        CultureInfo.GetCultureInfo(language);

    private sealed record DueForm
    {
        public string? Due { get; set; }
    }
}
