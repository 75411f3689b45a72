namespace AdminPortal.Web.Features.Account;

/// <summary>Marks the resource files with the texts of signing in and of one's own account.</summary>
public sealed class AccountTexts;
