namespace AdminPortal.Web.Kit.Forms;

/// <summary>
/// The fields of a form in which something may stand that cannot be read, such as <c>31.02.2026</c>. Their value is empty then, and a
/// form that was sent would store it as if nothing had been typed: no due date, a wall display without an end.
/// </summary>
public sealed class UnreadFields
{
    private readonly List<Func<bool>> fields = [];

    /// <summary>Whether the form was not sent for one of them: also what is only half filled in is named then.</summary>
    public bool Refused { get; private set; }

    /// <summary>Watches a field until the result is disposed of.</summary>
    /// <param name="isUnread">Whether something stands in it that is not in its value.</param>
    public IDisposable Watch(Func<bool> isUnread)
    {
        fields.Add(isUnread);
        return new Watched(this, isUnread);
    }

    /// <summary>Whether the form must not be sent.</summary>
    public bool Refuse() => Refused = fields.Exists(field => field());

    private sealed class Watched(UnreadFields of, Func<bool> field) : IDisposable
    {
        public void Dispose() => of.fields.Remove(field);
    }
}
