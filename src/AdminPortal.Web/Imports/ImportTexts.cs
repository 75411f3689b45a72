namespace AdminPortal.Web.Imports;

/// <summary>Marks the resource files with the texts of every import.</summary>
public sealed class ImportTexts;
