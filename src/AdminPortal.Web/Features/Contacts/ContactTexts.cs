namespace AdminPortal.Web.Features.Contacts;

/// <summary>Marks the resource files with the texts of contacts.</summary>
public sealed class ContactTexts;
