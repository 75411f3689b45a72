namespace AdminPortal.Web.Features.Webhooks;

/// <summary>Marks the resource files with the texts of webhooks.</summary>
public sealed class WebhookTexts;
