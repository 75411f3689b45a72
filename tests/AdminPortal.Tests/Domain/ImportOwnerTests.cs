using System.Diagnostics;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Tests.Domain;

/// <summary>Whether the process that works on an import has died, as another process of the machine sees it.</summary>
public sealed class ImportOwnerTests
{
    [Fact]
    public void A_process_lives_although_another_one_tells_its_start_a_little_differently()
    {
        using var process = Process.GetCurrentProcess();
        var started = process.StartTime.ToUniversalTime();
        foreach (var milliseconds in new[] { -900, -10, 0, 10, 900 })
        {
            Assert.False(ImportOwner.HasDied(ImportOwner.Of(process.Id, started.AddMilliseconds(milliseconds))));
        }

        Assert.False(ImportOwner.HasDied(ImportOwner.New()));
    }

    [Fact]
    public void A_process_has_died_when_its_number_is_free_or_belongs_to_a_later_one()
    {
        using var process = Process.GetCurrentProcess();
        Assert.True(ImportOwner.HasDied(ImportOwner.Of(process.Id, process.StartTime.ToUniversalTime().AddMinutes(-1))));
        using var gone = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        var (number, began) = (gone.Id, gone.StartTime.ToUniversalTime());
        gone.WaitForExit();
        Assert.True(ImportOwner.HasDied(ImportOwner.Of(number, began)));
    }

    [Theory, InlineData(null), InlineData(""), InlineData("elsewhere|1|2|3"), InlineData("not a name")]
    public void Of_a_process_that_ran_elsewhere_nothing_is_known(string? owner) => Assert.False(ImportOwner.HasDied(owner));
}
