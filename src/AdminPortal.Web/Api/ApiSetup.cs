using AdminPortal.Web.Api.Description;
using AdminPortal.Web.Features.CheckIns;
using AdminPortal.Web.Features.Participants;
using AdminPortal.Web.Features.Reports;
using AdminPortal.Web.Features.Tickets;
using AdminPortal.Web.Features.Webhooks;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Api;

/// <summary>The REST API under <c>/api/v1</c>. Its promises to clients are those of the API contract, sections 1 to 4.</summary>
public static class ApiSetup
{
    /// <summary>Where the description is.</summary>
    public const string Description = "/openapi/v1.json";

    /// <summary>
    /// Where the page is on which the API can be read and tried. It comes from the portal itself and keeps the portal's content security
    /// policy.
    /// </summary>
    public const string Docs = "/api/docs";

    /// <summary>Registers the API.</summary>
    public static void AddPortalApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ApiGate>();
        builder.Services.AddSingleton<ApiReplay>();
        builder.Services.AddSingleton<ApiDescription>();
        builder.Services.AddSingleton(WebhookDescription.All);
        builder.Services.AddSingleton<ParticipantEndpoints>();
        builder.Services.AddSingleton<CheckInEndpoints>();
        builder.Services.AddSingleton<ReportEndpoints>();
        builder.Services.AddSingleton<IHttpContextFactory, SecretQuery>();
        builder.Services.AddHostedService<KeyUsage>();
        builder.Services.AddSingleton<TicketEndpoint>();
    }

    /// <summary>
    /// Answers everything under <c>/api</c>. Comes before sign-in, languages and error pages: a call knows no cookies and gets JSON
    /// whatever happens.
    /// </summary>
    public static void UsePortalApi(this WebApplication app)
    {
        app.UseTickets();
        var gate = app.Services.GetRequiredService<ApiGate>();
        // Beside all other calls: it compares each path with several patterns.
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Docs), docs => docs.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Headers.DocsPolicy;
            return next(context);
        }).UseSwaggerUI(page =>
        {
            page.InjectJavascript("/trust.js");
            page.RoutePrefix = Docs.TrimStart('/');
            page.DocumentTitle = "AdminPortal API";
            page.SwaggerEndpoint(Description, "v1");
            page.EnableTryItOutByDefault();
            page.DefaultModelsExpandDepth(0);
            page.ConfigObject.DefaultModelRendering = Swashbuckle.AspNetCore.SwaggerUI.ModelRendering.Model;
        }));
        app.MapGet(Description, app.Services.GetRequiredService<ApiDescription>().AnswerAsync).AllowAnonymous();
        app.MapWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.Run(gate.AnswerAsync));
        var v1 = app.MapGroup(ApiGate.Root);
        app.Services.GetRequiredService<ParticipantEndpoints>().Map(v1);
        app.Services.GetRequiredService<CheckInEndpoints>().Map(v1);
        app.Services.GetRequiredService<ReportEndpoints>().Map(v1);
    }

    /// <summary>Maps a read: GET, and HEAD for its headers alone.</summary>
    internal static IEndpointConventionBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, RequestDelegate handler) =>
        routes.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], handler);
}
