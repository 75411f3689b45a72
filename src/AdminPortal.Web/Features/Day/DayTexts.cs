namespace AdminPortal.Web.Features.Day;

/// <summary>Marks the resource files with the texts of the day sheet.</summary>
public sealed class DayTexts;
