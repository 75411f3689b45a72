namespace AdminPortal.Web.Features.Overview;

/// <summary>Marks the resource files with the texts of an event’s overview and its file.</summary>
public sealed class OverviewTexts;
