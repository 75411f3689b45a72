using System.Globalization;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Tests.Components;

/// <summary>Names from right to left beside other texts.</summary>
public sealed class IsolatedTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Groß & Söhne, 東京 – 1", "Groß & Söhne, 東京 – 1")]
    [InlineData("شركة 7", "\u2068شركة 7\u2069")]
    [InlineData("\u202eGmbH", "\u2068\u202eGmbH\u2069")]
    [InlineData("a\u2069\u202eb\u2067", "\u2068a\u202eb\u2069")]
    public void A_text_that_may_turn_others_around_is_kept_apart_and_no_other_is_touched(string text, string shown) =>
        Assert.Equal(shown, Isolated.Of(text));

    [Fact]
    public void Parts_are_joined_where_they_are_there() => Assert.Equal("\u2068שלום\u2069 · K-1", Isolated.Join("שלום", null, "", "K-1"));

    [Fact]
    public void What_is_put_into_a_text_of_the_resource_files_is_kept_apart()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        using var services = new ServiceCollection().AddLogging().AddSingleton<IStringLocalizerFactory, IsolatingLocalizers>()
            .AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<SharedTexts>>();
        Assert.Equal("\u2068שעה\u2069: time", texts["TimeOf", "שעה"].Value);
        Assert.True(texts["NoSuchKey", "שעה"].ResourceNotFound);
    }
}
