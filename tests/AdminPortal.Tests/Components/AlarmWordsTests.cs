using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Alarms;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components;

/// <summary>Alarms in the words of people, and where they lead.</summary>
public sealed class AlarmWordsTests
{
    private static readonly DateTime Now = new(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);

    private static readonly TimeZoneInfo Berlin = Zone.Find("Europe/Berlin");

    private static AlarmMailTexts Mails()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Portal:PublicUrl"] = "https://portal.example.org/" }).Build();
        return PortalAlarms.MailTexts(new ServiceCollection().AddLogging().AddLocalization()
            .AddSingleton<TimeProvider>(new FakeTime(Now)).AddSingleton(PortalSettings.Read(settings).Settings).BuildServiceProvider());
    }

    private static AlarmRow Row(AlarmKind kind, AlarmEnd? end = null, string subject = "Nord", long? figure = 2, long? of = 4) => new(
        1, kind, kind < AlarmKind.FailedSchedule ? "congress" : null, kind < AlarmKind.FailedSchedule ? "Congress" : null,
        kind < AlarmKind.FailedSchedule ? "Europe/Berlin" : null, subject, Now.AddMinutes(-6), Now.AddMinutes(-4), end is null ? null : Now,
        end, figure, of, "Olga Owner", Now);

    [Theory, InlineData("en"), InlineData("de")]
    public void Every_kind_has_a_sentence_for_its_beginning_and_each_of_its_ends(string language)
    {
        var mails = Mails();
        var said = new HashSet<string>();
        foreach (var kind in Enum.GetValues<AlarmKind>())
        {
            Assert.True(said.Add(mails(language, Row(kind), "Test", Berlin, false).Subject));
            foreach (var end in Enum.GetValues<AlarmEnd>())
            {
                Assert.True(said.Add(mails(language, Row(kind, end), "Test", Berlin, true).Subject));
            }
        }

        Assert.All(said, words => Assert.Equal(-1, words.IndexOfAny(['_', '{'])));
    }

    [Fact]
    public void A_mail_tells_what_is_where_since_when_and_names_nobody()
    {
        var mails = Mails();
        var back = mails("de", Row(AlarmKind.SilentDoor, AlarmEnd.Settled), "Hafen Events", Berlin, true);
        Assert.Equal("Nord ist nach 6 min zurück · Congress", back.Subject);
        Assert.StartsWith("Nord ist nach 6 min zurück\r\nCongress · 09:56 – 10:00\r\n\r\n", back.Text, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.org/events/congress/doors\r\n", back.Text, StringComparison.Ordinal);
        Assert.Contains("Hafen Events", back.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Olga", back.Text, StringComparison.Ordinal);

        // A mail about the beginning that goes out late tells the beginning.
        Assert.Equal("Nord is silent · Congress",
            mails("en", Row(AlarmKind.SilentDoor, AlarmEnd.Settled), "Hafen", Berlin, false).Subject);
        Assert.Equal("The door without a name is silent · Congress",
            mails("en", Row(AlarmKind.SilentDoor, null, ""), "Hafen", Berlin, false).Subject);
        Assert.Equal("One conflict waits for a decision · Congress",
            mails("en", Row(AlarmKind.Conflicts, figure: 1), "Hafen", Berlin, false).Subject);
        Assert.Equal("Over full: 1,204 of 1,200 inside · Congress",
            mails("en", Row(AlarmKind.Full, figure: 1204, of: 1200), "Hafen", Berlin, false).Subject);
        var disk = mails("de", Row(AlarmKind.DiskNearlyFull, figure: 1L << 30, of: 25L << 30), "Hafen", Berlin, false);
        Assert.Equal("Datenträger von Nord fast voll: 1,0 GiB von 25,0 GiB frei · Hafen", disk.Subject);
        Assert.Contains("https://portal.example.org/alarms\r\n", disk.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AlarmKind.SilentDoor, Role.Viewer, "events/congress/doors")]
    [InlineData(AlarmKind.Full, Role.Viewer, "events/congress/live")]
    [InlineData(AlarmKind.Conflicts, Role.Viewer, "events/congress/live")]
    [InlineData(AlarmKind.Conflicts, Role.Organiser, "events/congress/conflicts")]
    [InlineData(AlarmKind.FailedSchedule, Role.Organiser, "schedules")]
    [InlineData(AlarmKind.DiskNearlyFull, Role.Owner, null)]
    public void Each_leads_to_a_page_that_the_reader_may_open(AlarmKind kind, Role role, string? href) =>
        Assert.Equal(href, Row(kind).Href(Grants.Of(role).Contains));

    [Fact]
    public async Task Work_that_fails_is_told_and_done_again_at_its_next_turn()
    {
        var time = new TimerTime(Now);
        using var stopping = new CancellationTokenSource();
        using var turn = new SemaphoreSlim(0);
        var (turns, failures) = (0, 0);
        var work = Pacing.EachAsync(TimeSpan.FromSeconds(15), () =>
        {
            turns++;
            turn.Release();
            if (turns == 3)
            {
                stopping.Cancel();
            }

            throw new IOException("The database is away.");
        }, _ => failures++, time, stopping.Token);
        await time.TimersAsync(1);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(await turn.WaitAsync(TimeSpan.FromSeconds(30)));
            time.Advance(TimeSpan.FromSeconds(15));
        }

        await work.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((3, 3), (turns, failures));
    }
}
