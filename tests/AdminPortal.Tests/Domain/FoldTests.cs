using AdminPortal.Domain.Common;

namespace AdminPortal.Tests.Domain;

public sealed class FoldTests
{
    [Fact]
    public void Letters_lose_their_marks_and_halves_of_characters_stand_in_nobodys_way()
    {
        Assert.Equal("muller celik", Fold.Text("  Müller   Çelik "));
        Assert.Equal("😀 a", Fold.Text("😀 Ä"));
        Assert.Equal("na\uFFFDme", Fold.Text("Na" + (char)0xD800 + "me"));
        Assert.Equal("\uFFFD\uFFFD", Fold.Text($"{(char)0xDC00}\uFFFE"));
    }
}
