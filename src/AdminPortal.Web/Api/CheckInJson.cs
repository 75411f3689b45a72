using System.Text.Json;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live.Outlooks;

namespace AdminPortal.Web.Api;

/// <summary>Check-ins and their figures as the API contract spells them.</summary>
internal static class CheckInJson
{
    /// <summary>Writes one check-in, always with every field.</summary>
    public static void Write(Utf8JsonWriter json, CheckInRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, record.Id);
        json.WriteNumber("event_participant_id"u8, record.ParticipantId);
        json.WriteNumber("event_id"u8, record.EventId);
        json.WriteString("event_title"u8, record.EventTitle);
        json.WriteString("event_key"u8, record.EventKey);
        json.WriteStartObject("contact"u8);
        json.WriteNumber("id"u8, record.Contact.Id);
        json.WriteString("customer_number"u8, record.Contact.CustomerNumber);
        json.WriteString("company_name"u8, record.Contact.CompanyName);
        json.WriteString("first_name"u8, record.Contact.FirstName);
        json.WriteString("last_name"u8, record.Contact.LastName);
        json.WriteEndObject();
        json.WriteString("check_in_type"u8, Name(record.Type));
        json.WriteString("badge_number"u8, record.BadgeNumber);
        json.WriteString("station"u8, record.Station);
        json.WriteTime("checked_in_at"u8, record.CheckedInAt);
        json.WriteTime("checked_out_at"u8, record.CheckedOutAt);
        json.WriteBoolean("is_checked_in"u8, record.IsCheckedIn);
        json.WriteString("checked_in_by"u8, record.CheckedInBy);
        json.WriteString("notes"u8, record.Notes);
        json.WriteNumber("quantity"u8, record.Quantity);
        json.WriteEndObject();
    }

    /// <summary>Writes the figures of an event.</summary>
    public static void WriteStats(Utf8JsonWriter json, CheckInStatsAhead figures)
    {
        var stats = figures.Stats;
        json.WriteStartObject();
        json.WriteNumber("event_id"u8, stats.EventId);
        json.WriteString("event_key"u8, stats.EventKey);
        json.WriteString("event_title"u8, stats.EventTitle);
        json.WriteNumber("total_participants"u8, stats.TotalParticipants);
        json.WriteNumber("confirmed_participants"u8, stats.ConfirmedParticipants);
        json.WriteNumber("checked_in_now"u8, stats.CheckedInNow);
        json.WriteNumber("people_inside"u8, stats.PeopleInside);
        json.WriteNumber("checked_in_total"u8, stats.CheckedInTotal);
        json.WriteNumber("not_checked_in"u8, stats.NotCheckedIn);
        json.WriteNumber("checked_out"u8, stats.CheckedOut);
        json.WriteNumber("check_ins"u8, stats.CheckIns);
        json.WriteNumber("check_in_rate"u8, stats.CheckInRate);
        json.WriteStartObject("by_type"u8);
        foreach (var type in Enum.GetValues<CheckInType>())
        {
            json.WriteNumber(Name(type), stats.ByType.GetValueOrDefault(type));
        }

        json.WriteEndObject();
        json.WriteStartArray("by_station"u8);
        foreach (var station in stats.ByStation)
        {
            json.WriteStartObject();
            json.WriteString("station"u8, station.Station);
            json.WriteNumber("check_ins"u8, station.CheckIns);
            json.WriteNumber("checked_in_now"u8, station.CheckedInNow);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("by_hour"u8);
        foreach (var hour in stats.ByHour)
        {
            json.WriteStartObject();
            json.WriteTime("hour"u8, hour.Hour);
            json.WriteNumber("check_ins"u8, hour.CheckIns);
            json.WriteNumber("check_outs"u8, hour.CheckOuts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTime("last_check_in_at"u8, stats.LastCheckInAt);
        json.WriteNumber("open_conflicts"u8, stats.OpenConflicts);
        Write(json, figures.Outlook);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Outlook outlook)
    {
        json.WriteStartObject("outlook"u8);
        json.WriteString("follows"u8, outlook.Source switch
        {
            OutlookSource.Earlier => "earlier_event"u8,
            OutlookSource.Windows => "windows"u8,
            _ => "rate"u8,
        });
        json.WriteStartArray("forecast"u8);
        foreach (var ahead in outlook.Ahead)
        {
            json.WriteStartObject();
            json.WriteTime("at"u8, ahead.At);
            json.WriteNumber("checked_in_total"u8, ahead.Arrived);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteNumber(json, "no_shows"u8, outlook.NoShows);
        json.WriteTime("full_at"u8, outlook.FullAt);
        json.WriteNumber("over_capacity"u8, outlook.OverCapacity);
        json.WriteNumber("seconds_each"u8, outlook.Pace.Seconds);
        json.WriteBoolean("seconds_measured"u8, outlook.Pace.IsMeasured);
        json.WriteNumber("stations_open"u8, outlook.OpenStations);
        json.WriteNumber("stations_needed"u8, outlook.NeedNow.Stations);
        WriteNumber(json, "stations_needed_later"u8, outlook.NeedLater?.Stations);
        WriteNumber(json, "wait_seconds"u8, outlook.WaitSeconds);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A way of checking in, as it is spelled.</summary>
    public static ReadOnlySpan<byte> Name(CheckInType type) => type switch
    {
        CheckInType.Scan => "scan"u8,
        CheckInType.App => "app"u8,
        _ => "manual"u8,
    };
}
