namespace AdminPortal.Web.Features.Schedules;

/// <summary>Marks the resource files with the texts of scheduled reports.</summary>
public sealed class ScheduleTexts;
