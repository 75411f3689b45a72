using System.Text.RegularExpressions;
using System.Xml.Linq;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Shell;

namespace AdminPortal.Tests.Components;

/// <summary>The one list that leads to every page.</summary>
public sealed partial class NavigationTests
{
    /// <summary>Pages that a page of the navigation leads to: one record, or a step of some work.</summary>
    private static readonly string[] Steps = ["new", "import", "edit"];

    [Fact]
    public void Every_page_is_in_the_navigation_or_a_step_from_one_that_is()
    {
        var routes =
            from file in Repository.Files("src/AdminPortal.Web/Features", ".razor")
            from Match match in Route().Matches(Repository.Read(file))
            let route = match.Groups[1].Value.Replace("{EventKey}", "congress", StringComparison.Ordinal)
            where !route.StartsWith("account/", StringComparison.Ordinal) && !route.Contains('{', StringComparison.Ordinal)
            where !Steps.Contains(route.Split('/')[^1])
            select route;
        var known = Navigation.Items.Select(item => item.Href("congress")).ToList();
        Assert.Contains("events/congress", known);
        Assert.Empty(routes.Except(known!));
    }

    [Fact]
    public void What_is_reached_through_another_page_names_one_that_is_there()
    {
        var known = Navigation.Items.ToDictionary(item => item.Key);
        Assert.All(Navigation.Items.Where(item => item.Under is not null), item =>
        {
            // At most the organisation's page and one of its pages lie between the side bar and a page.
            var above = known[item.Under!];
            Assert.Null(above.Under is null ? null : known[above.Under].Under);
        });
        var texts = XDocument.Parse(Repository.Read("src/AdminPortal.Web/Kit/Texts/SharedTexts.resx")).Root!.Elements("data")
            .Select(data => data.Attribute("name")!.Value).ToHashSet();
        Assert.All(Navigation.Items.Where(item => item.Section is not null), item => Assert.Contains(item.NoteKey, texts));
        Assert.All(Enum.GetNames<NavigationGroup>(), group => Assert.Contains($"NavGroup_{group}", texts));
        Assert.All(Enum.GetNames<NavigationSection>(), section => Assert.Contains($"NavSection_{section}", texts));
    }

    [Theory]
    [InlineData(Role.Owner, 19, 8)]
    [InlineData(Role.Admin, 19, 6)]
    [InlineData(Role.Organiser, 19, 2)]
    [InlineData(Role.Steward, 8, 0)]
    [InlineData(Role.Viewer, 8, 0)]
    public void Each_role_sees_its_own_entries(Role role, int bar, int organisation)
    {
        var items = Navigation.For(Grants.Of(role).Contains, "congress").Select(entry => entry.Item).ToList();
        Assert.Equal((bar, organisation), (items.Count(item => item.Under is null), items.Count(item => item.Under == "Organisation")));
        Assert.Equal(organisation > 0, items.Exists(item => item.Key == "Organisation"));
        Assert.DoesNotContain(Navigation.For(Grants.Of(role).Contains, null), entry => entry.Item.Group == NavigationGroup.Event);
    }

    [Theory]
    [InlineData("audit", "Organisation")]
    [InlineData("audit/12", "Organisation Audit")]
    [InlineData("users/invitations", "Organisation Users")]
    [InlineData("users/teams/12", "Organisation Users")]
    [InlineData("events/congress/scans", "CheckIns")]
    [InlineData("events/congress", "")]
    [InlineData("organisation", "")]
    [InlineData("contacts/12", "")]
    [InlineData("auditing", "")]
    public void What_stands_above_a_page_is_told_by_its_address(string path, string above) =>
        Assert.Equal(above, string.Join(' ', Navigation.Above("congress", path).Select(item => item.Key)));

    [GeneratedRegex(@"@page ""/([^""]*)""")]
    private static partial Regex Route();
}
