using Microsoft.JSInterop;

namespace AdminPortal.Web.Kit;

/// <summary>What components ask of the browser. A circuit that has gone is no error: there is nobody to see it.</summary>
public sealed class PortalBrowser(IJSRuntime script)
{
    /// <summary>Moves the focus to the first element that the CSS selector finds.</summary>
    public Task FocusAsync(string selector) => RunAsync("portal.focus", selector);

    /// <summary>Copies text to the clipboard; false when the browser does not allow it.</summary>
    public async Task<bool> CopyAsync(string text)
    {
        try
        {
            return await script.InvokeAsync<bool>("portal.copy", text);
        }
        catch (JSDisconnectedException)
        {
            return false;
        }
    }

    /// <summary>Saves a small text as a file. What may be large is streamed from an address instead.</summary>
    public Task DownloadAsync(string fileName, string contentType, string text) => RunAsync("portal.download", fileName, contentType, text);

    /// <summary>Saves what lies at an address of the portal as a file, under the name that the answer gives it.</summary>
    public Task SaveAsync(string address) => RunAsync("portal.save", "", address);

    /// <summary>Puts the state of a page into the address bar without a new entry in the history and without drawing anew.</summary>
    public Task ReplaceAddressAsync(string address) => RunAsync("portal.replaceAddress", address);

    /// <summary>Keeps a choice on this device.</summary>
    public Task RememberAsync(string key, string value) => RunAsync("portal.remember", key, value);

    /// <summary>A choice kept on this device, or null.</summary>
    public async Task<string?> RecallAsync(string key)
    {
        try
        {
            return await script.InvokeAsync<string?>("portal.recall", key);
        }
        catch (JSDisconnectedException)
        {
            return null;
        }
    }

    /// <summary>What of the page in view has keys of its own: <c>rows</c>, <c>form</c>, <c>door</c>.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync()
    {
        try
        {
            return await script.InvokeAsync<string[]>("portal.keysOfPage");
        }
        catch (JSDisconnectedException)
        {
            return [];
        }
    }

    /// <summary>
    /// Leaves the page by itself, keeping what was typed: for signing in again and coming back, or for where the session goes on. Arrives
    /// whether the window draws or not.
    /// </summary>
    public Task LeaveAsync(string? address) => RunAsync("portal.leave", address);

    private async Task RunAsync(string function, params object?[] arguments)
    {
        try
        {
            await script.InvokeVoidAsync(function, arguments);
        }
        catch (JSDisconnectedException)
        {
        }
    }
}
