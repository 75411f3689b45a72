using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>The texts of the resource files; what is put into them is <see cref="Isolated"/>.</summary>
public sealed class IsolatingLocalizers(IOptions<LocalizationOptions> options, ILoggerFactory logs) : IStringLocalizerFactory
{
    private readonly ResourceManagerStringLocalizerFactory files = new(options, logs);

    /// <inheritdoc />
    public IStringLocalizer Create(Type resourceSource) => new Localizer(files.Create(resourceSource));

    /// <inheritdoc />
    public IStringLocalizer Create(string baseName, string location) => new Localizer(files.Create(baseName, location));

    private sealed class Localizer(IStringLocalizer file) : IStringLocalizer
    {
        public LocalizedString this[string name] => file[name];

        public LocalizedString this[string name, params object[] arguments] =>
            file[name, Array.ConvertAll(arguments, value => value is string or LocalizedString ? Isolated.Of($"{value}") : value)];

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => file.GetAllStrings(includeParentCultures);
    }
}
