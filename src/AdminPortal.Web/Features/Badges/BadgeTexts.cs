namespace AdminPortal.Web.Features.Badges;

/// <summary>Marks the resource files with the texts of badges.</summary>
public sealed class BadgeTexts;
