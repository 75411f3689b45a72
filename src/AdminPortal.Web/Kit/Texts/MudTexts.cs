using Microsoft.Extensions.Localization;
using MudBlazor;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>Marks the resource files with the words that MudBlazor's own components say, such as those of its pager.</summary>
public sealed class MudTexts;

/// <summary>MudBlazor asks here for its words where the viewer does not read English, which it knows by itself.</summary>
public sealed class PortalLocalizer(IStringLocalizer<MudTexts> texts) : MudLocalizer
{
    /// <inheritdoc />
    public override LocalizedString this[string key] => texts[key];

    /// <inheritdoc />
    public override LocalizedString this[string key, params object[] arguments] => texts[key, arguments];
}
