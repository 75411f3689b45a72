namespace AdminPortal.Web.Features.Removals;

/// <summary>Marks the resource files of the pages of removed records.</summary>
public sealed class RemovedTexts;
