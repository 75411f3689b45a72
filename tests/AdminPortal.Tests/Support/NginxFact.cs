namespace AdminPortal.Tests.Support;

/// <summary>A test that needs nginx; skipped by name where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxFactAttribute : FactAttribute
{
    /// <summary>Looks for it.</summary>
    public NginxFactAttribute()
    {
        if (Nginx.Program is null)
        {
            Skip = "nginx is not installed.";
        }
    }
}
