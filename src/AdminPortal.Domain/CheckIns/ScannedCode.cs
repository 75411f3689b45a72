using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;

namespace AdminPortal.Domain.CheckIns;

/// <summary>Reads what was scanned before anything is decided: a signed code becomes its badge number.</summary>
internal static class ScannedCode
{
    /// <summary>The scan by its badge number, and why its code does not count.</summary>
    public static (ScanRequest Request, Problem? Refusal) Read(EventRules rules, ScanRequest request)
    {
        if (string.IsNullOrEmpty(request.BadgeNumber))
        {
            return (request, null);
        }

        if (!BadgeCode.IsSigned(request.BadgeNumber))
        {
            var isRefused = rules.OnlySignedCodes && request is { ParticipantId: null, Type: CheckInType.Scan };
            return (request, isRefused ? Refusal.UnsignedBadge : null);
        }

        return BadgeCode.Verify(request.BadgeNumber, rules.BadgeKey) is { } badge
            ? (request with { BadgeNumber = badge }, null)
            : (request with { BadgeNumber = Claimed(request.BadgeNumber) }, Refusal.ForgedBadge);
    }

    /// <summary>What the log keeps of a code that nobody signed.</summary>
    private static string Claimed(string code)
    {
        var number = BadgeCode.NumberIn(code);
        return number.Length > Participant.BadgeLimit ? number[..Participant.BadgeLimit] : number;
    }
}
