using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AdminPortal.Floor;

// What a check-in and a page of a list cost at least on this machine, whatever stands around them: bare Kestrel, JSON in and out, prepared
// statements of SQLite, group commit with the product's durability. The product is measured as a ratio of it.
if (args is not [var folder, var url, var people, var stays])
{
    await Console.Error.WriteLineAsync("Usage: AdminPortal.Floor FOLDER URL PEOPLE CHECK-INS");
    return 2;
}

var file = Path.Combine(folder, "floor.db");
FloorDatabase.Fill(file, int.Parse(people, CultureInfo.InvariantCulture), int.Parse(stays, CultureInfo.InvariantCulture));
using var writer = new FloorWriter(file);
var reader = new FloorReader(file);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseUrls(url);
await using var app = builder.Build();
app.Run(AnswerAsync);
await app.RunAsync();
return 0;

Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
{
    ("POST", "/check-ins") => ScanAsync(context),
    ("GET", "/check-ins") => WriteAsync(context, 200, reader.ReadStays(Page(context)), FloorJson.Default.FloorAnswerListFloorStay),
    ("GET", "/participants") => WriteAsync(context, 200, reader.ReadPeople(Page(context)), FloorJson.Default.FloorAnswerListFloorPerson),
    _ => RefuseAsync(context, 404),
};

async Task ScanAsync(HttpContext context)
{
    var scan = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, FloorJson.Default.FloorScan, context.RequestAborted);
    await (scan is not null && await writer.WriteAsync(scan) is { } stay
        ? WriteAsync(context, 201, stay, FloorJson.Default.FloorAnswerFloorStay)
        : RefuseAsync(context, 422));
}

static int Page(HttpContext context) =>
    int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1;

static Task RefuseAsync(HttpContext context, int status)
{
    context.Response.StatusCode = status;
    context.Response.ContentLength = 0;
    return Task.CompletedTask;
}

static async Task WriteAsync<T>(HttpContext context, int status, T data, JsonTypeInfo<FloorAnswer<T>> json)
{
    var body = JsonSerializer.SerializeToUtf8Bytes(new FloorAnswer<T>(data), json);
    (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (status, "application/json", body.Length);
    await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
}
