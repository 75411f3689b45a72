using System.Globalization;
using AdminPortal.Web.Features.Events;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Tests.Components;

/// <summary>Texts with a number in front.</summary>
public sealed class CountingTests
{
    [Theory]
    [InlineData("en-GB", 0, "0 participants", "“VIP” was deleted; its 0 participants stay, without a category.")]
    [InlineData("en-GB", 1, "1 participant", "“VIP” was deleted; its one participant stays, without a category.")]
    [InlineData("en-GB", 1200, "1,200 participants", "“VIP” was deleted; its 1,200 participants stay, without a category.")]
    [InlineData("de-DE", 1, "1 Teilnehmer", "„VIP“ wurde gelöscht; ihr einer Teilnehmer bleibt, ohne Kategorie.")]
    [InlineData("de-DE", 1200, "1.200 Teilnehmer", "„VIP“ wurde gelöscht; ihre 1.200 Teilnehmer bleiben, ohne Kategorie.")]
    public void One_is_not_many_and_what_follows_stands_after_the_number(string language, int count, string alone, string sentence)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<EventTexts>>();
        Assert.Equal(alone, texts.Counted("CategoryCount", count).Value);
        Assert.Equal(sentence, texts.Counted("CategoryDeleted", count, "VIP").Value);
    }
}
