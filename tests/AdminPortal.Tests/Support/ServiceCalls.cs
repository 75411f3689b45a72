using System.Collections;
using System.Reflection;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;

namespace AdminPortal.Tests.Support;

/// <summary>One public method of a service that takes an <see cref="Actor"/> first.</summary>
public sealed record ServiceCall(Type Service, MethodInfo Method)
{
    /// <summary>Its name, for people.</summary>
    public override string ToString() => $"{Service.Name}.{Method.Name}"
        + (Method.IsGenericMethod ? $"<{string.Join(",", Method.GetGenericArguments().Select(type => type.Name))}>" : "");

    /// <summary>Every such method of the services that are there, generic ones for each kind of record that can be removed.</summary>
    public static IReadOnlyList<ServiceCall> All(Func<Type, object?> services) =>
    [
        .. from type in typeof(PortalDb).Assembly.GetExportedTypes()
           where type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && services(type) is not null
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
           where type.Namespace != "AdminPortal.Domain.Demo" // seeds of the command line, which need what they have made themselves
           from concrete in Concrete(method)
           select new ServiceCall(type, concrete),
    ];

    /// <summary>Makes what the method is called with; null where that cannot be made up: a file, a stream, a function.</summary>
    public object?[]? Arguments(Actor actor, MarkedEvent target, long id, DateTime now)
    {
        var made = Method.GetParameters().Select(parameter => parameter.ParameterType == typeof(Actor) ? actor
            : Make(parameter.ParameterType, parameter.Name!, target, id, now, 0)).ToList();
        return made.Contains(Missing.Value) ? null : [.. made];
    }

    /// <summary>Waits for what a method returns and collects every text in it.</summary>
    public static async Task<string> TextAsync(object? returned)
    {
        var value = returned;
        if (returned?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            value = type.GetMethod("AsTask")!.Invoke(returned, null);
        }

        if (value is Task task)
        {
            await task;
            value = task.GetType().GetProperty("Result")?.GetValue(task);
        }

        var texts = new List<string>();
        Collect(value, texts, 0);
        (value as IDisposable)?.Dispose();
        return string.Join('\n', texts);
    }

    private static IEnumerable<MethodInfo> Concrete(MethodInfo method) => !method.IsGenericMethodDefinition ? [method]
        : method.GetGenericArguments() is not [var only] || !only.GetGenericParameterConstraints().Contains(typeof(ISoftDeleted)) ? []
        : RemovalPlans.All.Select(plan => method.MakeGenericMethod(plan.GetType().GetGenericArguments()[0]));

    private static object? Make(Type type, string name, MarkedEvent target, long id, DateTime now, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(long))
        {
            return name.Contains("event", StringComparison.OrdinalIgnoreCase) ? target.Id : id;
        }

        if (plain == typeof(string))
        {
            return name.Contains("number", StringComparison.OrdinalIgnoreCase) ? $"N{target.Mark}"
                : name.Contains("badge", StringComparison.OrdinalIgnoreCase) ? $"B{target.Mark}"
                : name.Contains("search", StringComparison.OrdinalIgnoreCase) ? null
                : name.Contains("sort", StringComparison.OrdinalIgnoreCase) ? null
                : target.Key;
        }

        if (plain == typeof(DateTime))
        {
            return now;
        }

        if (plain == typeof(CancellationToken) || plain.IsPrimitive || plain.IsEnum || plain == typeof(TimeSpan))
        {
            return type == plain ? Activator.CreateInstance(plain) : null;
        }

        if (type.IsAssignableFrom(typeof(List<long>)))
        {
            return new List<long> { id };
        }

        if (type.IsAssignableFrom(typeof(List<string>)))
        {
            return new List<string> { target.Key };
        }

        if (type.IsInterface || type.IsArray || typeof(Delegate).IsAssignableFrom(type) || typeof(Stream).IsAssignableFrom(type)
            || type.IsAbstract || depth > 2)
        {
            return type.IsInterface && type.Name.StartsWith("IProgress", StringComparison.Ordinal) ? null : Missing.Value;
        }

        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).FirstOrDefault();
        var inner = constructor?.GetParameters().Select(p => Make(p.ParameterType, p.Name!, target, id, now, depth + 1)).ToArray();
        if (inner is null || inner.Contains(Missing.Value))
        {
            return Missing.Value;
        }

        var made = constructor!.Invoke(inner);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && p.Name is "EventId" or "EventKey"))
        {
            property.SetValue(made, Make(property.PropertyType, property.Name, target, id, now, depth + 1));
        }

        return made;
    }

    private static void Collect(object? value, List<string> texts, int depth)
    {
        switch (value)
        {
            case null or bool or DateTime or TimeSpan or Enum or TimeZoneInfo or Delegate or Type:
                return;
            case string text:
                texts.Add(text);
                return;
            case IEnumerable many:
                foreach (var one in many)
                {
                    Collect(one, texts, depth + 1);
                }

                return;
        }

        if (depth > 8 || value.GetType().IsPrimitive)
        {
            return;
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0))
        {
            object? inside;
            try
            {
                inside = property.GetValue(value);
            }
            catch (TargetInvocationException)
            {
                continue; // the value of a refusal
            }

            Collect(inside, texts, depth + 1);
        }
    }
}
