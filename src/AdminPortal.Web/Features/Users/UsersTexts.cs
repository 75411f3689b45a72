namespace AdminPortal.Web.Features.Users;

/// <summary>Marks the resource files with the texts of the users page.</summary>
public sealed class UsersTexts;
