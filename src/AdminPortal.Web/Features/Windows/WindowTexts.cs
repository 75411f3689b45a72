namespace AdminPortal.Web.Features.Windows;

/// <summary>Marks the resource files with the texts of check-in windows.</summary>
public sealed class WindowTexts;
