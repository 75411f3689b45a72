using System;
using System.Linq;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class AuditOperations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "OperationId",
                table: "AuditEntries",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Person",
                table: "AuditEntries",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "Title",
                table: "AuditEntries",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuditOperations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ActorKind = table.Column<int>(type: "int", nullable: false),
                    ActorId = table.Column<long>(type: "bigint", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    ActorSearch = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    About = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    AboutId = table.Column<long>(type: "bigint", nullable: true),
                    Rows = table.Column<int>(type: "int", nullable: false),
                    Common = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditOperations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AuditOperations_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "AuditParts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<long>(type: "bigint", nullable: false),
                    OperationId = table.Column<long>(type: "bigint", nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false),
                    Action = table.Column<int>(type: "int", nullable: false),
                    EventId = table.Column<long>(type: "bigint", nullable: true),
                    Rows = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditParts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AuditParts_AuditOperations_OperationId",
                        column: x => x.OperationId,
                        principalTable: "AuditOperations",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_AuditParts_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            // Every entry so far becomes an operation of one row, under its own id.
            migrationBuilder.Sql($"""
                SET IDENTITY_INSERT [AuditOperations] ON;
                INSERT INTO [AuditOperations] ([Id], [TenantId], [At], [ActorKind], [ActorId], [ActorName], [ActorSearch], [Address], [Kind], [Rows])
                SELECT [Id], [TenantId], [At], [ActorKind], [ActorId], [ActorName], {Folded("[ActorName]")}, [Address], 0, 1 FROM [AuditEntries];
                SET IDENTITY_INSERT [AuditOperations] OFF;
                """);
            migrationBuilder.Sql("""
                INSERT INTO [AuditParts] ([TenantId], [OperationId], [Entity], [Action], [EventId], [Rows])
                SELECT [TenantId], [Id], [Entity], [Action], [EventId], 1 FROM [AuditEntries];
                """);
            migrationBuilder.Sql("UPDATE [AuditEntries] SET [OperationId] = [Id];");

            // And is found by the name that its person has now.
            foreach (var (entity, contact) in new[]
            {
                ("Contact", "SELECT c.[SortName] FROM [Contacts] c WHERE c.[Id] = [AuditEntries].[EntityId]"),
                ("Participant", "SELECT c.[SortName] FROM [Participants] r JOIN [Contacts] c ON c.[Id] = r.[ContactId] WHERE r.[Id] = [AuditEntries].[EntityId]"),
                ("Application", "SELECT c.[SortName] FROM [Applications] r JOIN [Contacts] c ON c.[Id] = r.[ContactId] WHERE r.[Id] = [AuditEntries].[EntityId]"),
                ("Invoice", "SELECT c.[SortName] FROM [Invoices] r JOIN [Contacts] c ON c.[Id] = r.[ContactId] WHERE r.[Id] = [AuditEntries].[EntityId]"),
                ("Payment", "SELECT c.[SortName] FROM [Payments] r JOIN [Contacts] c ON c.[Id] = r.[ContactId] WHERE r.[Id] = [AuditEntries].[EntityId]"),
                ("CheckIn", "SELECT c.[SortName] FROM [CheckIns] r JOIN [Participants] p ON p.[Id] = r.[ParticipantId] JOIN [Contacts] c ON c.[Id] = p.[ContactId] WHERE r.[Id] = [AuditEntries].[EntityId]"),
                ("PortalUser", $"SELECT {Folded("u.[DisplayName]")} FROM [Users] u WHERE u.[Id] = [AuditEntries].[EntityId]"),
            })
            {
                migrationBuilder.Sql($"UPDATE [AuditEntries] SET [Person] = NULLIF(({contact}), '') WHERE [Entity] = '{entity}';");
            }

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_OperationId_Person",
                table: "AuditEntries",
                columns: new[] { "TenantId", "OperationId", "Person" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditOperations_TenantId_At",
                table: "AuditOperations",
                columns: new[] { "TenantId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditOperations_TenantId_Key",
                table: "AuditOperations",
                columns: new[] { "TenantId", "Key" },
                unique: true,
                filter: "[Key] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AuditParts_TenantId_OperationId_Entity_Action_EventId",
                table: "AuditParts",
                columns: new[] { "TenantId", "OperationId", "Entity", "Action", "EventId" });

            migrationBuilder.AddForeignKey(
                name: "FK_AuditEntries_AuditOperations_OperationId",
                table: "AuditEntries",
                column: "OperationId",
                principalTable: "AuditOperations",
                principalColumn: "Id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_AuditEntries_AuditOperations_OperationId",
                table: "AuditEntries");

            migrationBuilder.DropTable(
                name: "AuditParts");

            migrationBuilder.DropTable(
                name: "AuditOperations");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_OperationId_Person",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "OperationId",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Person",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Title",
                table: "AuditEntries");
        }

        /// <summary>Lower case without the commonest accents; new operations are folded by the portal itself.</summary>
        private static string Folded(string column) =>
            new[] { ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "ss"), ("é", "e"), ("è", "e"), ("á", "a"), ("à", "a"), ("ç", "c"), ("ñ", "n") }
                .Aggregate($"LOWER({column})", (sql, letter) => $"REPLACE(REPLACE({sql}, N'{letter.Item1}', N'{letter.Item2}'), N'{letter.Item1.ToUpperInvariant()}', N'{letter.Item2}')");
    }
}
