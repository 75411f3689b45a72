using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Messages;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>
/// A line is so slow that a second click is on its way before the answer to the first one, or that somebody has left by then.
/// </summary>
public sealed class SlowLineTests : ComponentContext
{
    public SlowLineTests()
    {
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<PortalBrowser>();
        Services.AddScoped<Toasts>();
        Services.AddScoped<LeaveGuard>();
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en");
    }

    [Fact]
    public async Task A_second_click_on_undo_takes_back_nothing_more()
    {
        var (undone, answer) = (0, new TaskCompletionSource());
        var toast = new Toast("Deleted.", Tone.Ok, () =>
        {
            undone++;
            return answer.Task;
        });
        var message = Render<ToastMessage>(parameters => parameters.Add(m => m.Toast, toast));
        var first = ClickAsync(message, "button");
        var second = ClickAsync(message, "button");
        answer.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(1, undone);
    }

    [Fact]
    public async Task Whoever_left_a_form_while_it_was_saved_is_told_and_not_led_back()
    {
        var (answer, followed) = (new TaskCompletionSource<IReadOnlyList<Problem>>(), false);
        var state = new FormState<Typed>(form => form with { });
        state.Show(new Typed());
        var view = Render<FormView<Typed>>(parameters => parameters.Add(v => v.State, state).Add(v => v.Fields, [])
            .Add(v => v.ChildContent, _ => "").Add(v => v.Save, _ => answer.Task).Add(v => v.Saved, () => followed = true));
        state.Value!.Name = "Neu";
        var saving = view.Find("form").SubmitAsync();
        await DisposeComponentsAsync();
        answer.SetResult([]);
        await saving;
        Assert.False(followed);
        Assert.Equal("Saved.", Assert.Single(Services.GetRequiredService<Toasts>().Shown).Text);
    }

    [Fact]
    public async Task A_second_click_on_what_is_done_to_a_record_does_nothing_until_the_first_one_is_answered()
    {
        var (page, answer, done) = (new ActingPage(), new TaskCompletionSource(), 0);
        var first = page.DoAsync(() =>
        {
            done++;
            return answer.Task;
        });
        await page.DoAsync(Count);
        Assert.Equal(1, done);
        answer.SetResult();
        await first;
        await page.DoAsync(Count);
        Assert.Equal(2, done);

        Task Count()
        {
            done++;
            return Task.CompletedTask;
        }
    }

    /// <summary>As a browser that has not drawn yet what came of the last click.</summary>
    private Task ClickAsync<T>(IRenderedComponent<T> component, string selector)
        where T : IComponent
    {
        var handler = ulong.Parse(component.Find(selector).GetAttribute("blazor:onclick")!, CultureInfo.InvariantCulture);
#pragma warning disable BL0006 // what a browser sends, without what bUnit knows of the button
        var where = new Microsoft.AspNetCore.Components.RenderTree.EventFieldInfo();
#pragma warning restore BL0006
        return component.InvokeAsync(() => Renderer.DispatchEventAsync(handler, where, new MouseEventArgs()));
    }

    private sealed class ActingPage : RecordPage<string>
    {
        public Task DoAsync(Func<Task> work) => OnceAsync(work);

        protected override Task<string?> FindAsync() => Task.FromResult<string?>(null);
    }

    private sealed record Typed
    {
        public string? Name { get; set; }
    }
}
