namespace AdminPortal.Web.Features.Tickets;

/// <summary>The ticket window counts and their description.</summary>
internal static class TicketSetup
{
    /// <summary>Answers both; comes before the other API, whose paths begin alike.</summary>
    public static void UseTickets(this WebApplication app)
    {
        var tickets = app.Services.GetRequiredService<TicketEndpoint>();
        app.MapWhen(context => TicketEndpoint.Takes(context.Request.Path), branch => branch.Run(tickets.AnswerAsync));
        app.MapGet(TicketDescription.Path, () => Results.Text(TicketDescription.Text, "application/json")).ExcludeFromDescription();
    }
}
