namespace AdminPortal.Web.Features.Stations;

/// <summary>Registers the station and maps it.</summary>
public static class StationSlice
{
    /// <summary>
    /// Registers what the station needs. Its copy of an event is long and holds no secret beside what a visitor can choose.
    /// </summary>
    public static void AddPortalStations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StationAnswers>();
        builder.Services.AddSingleton<StationEndpoints>();
        builder.Services.AddResponseCompression(options => options.EnableForHttps = true);
    }

    /// <summary>Maps <c>/station</c> and the calls below it; the copy of an event is compressed, and nothing else.</summary>
    public static void UseStations(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.Equals(StationEndpoints.Calls + "/copy"), copy => copy.UseResponseCompression());
        app.MapGet(StationDescription.Path, () => Results.Text(StationDescription.Text, "application/json")).ExcludeFromDescription();
        app.Services.GetRequiredService<StationEndpoints>().Map(app);
    }
}
