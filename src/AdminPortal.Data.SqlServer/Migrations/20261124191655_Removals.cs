using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Removals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "RemovalEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ActorKind = table.Column<int>(type: "int", nullable: false),
                    ActorId = table.Column<long>(type: "bigint", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false),
                    Chosen = table.Column<int>(type: "int", nullable: false),
                    Participants = table.Column<int>(type: "int", nullable: false),
                    CheckIns = table.Column<int>(type: "int", nullable: false),
                    Others = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RemovalEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RemovalEntries_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "RemovedRecords",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<long>(type: "bigint", nullable: false),
                    RemovalId = table.Column<long>(type: "bigint", nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    EntityId = table.Column<long>(type: "bigint", nullable: false),
                    EventId = table.Column<long>(type: "bigint", nullable: true),
                    Title = table.Column<string>(type: "nvarchar(410)", maxLength: 410, nullable: false),
                    Detail = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    SearchText = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RemovedRecords", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RemovedRecords_RemovalEntries_RemovalId",
                        column: x => x.RemovalId,
                        principalTable: "RemovalEntries",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_RemovedRecords_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateIndex(
                name: "IX_RemovalEntries_TenantId_At",
                table: "RemovalEntries",
                columns: new[] { "TenantId", "At" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RemovedRecords_TenantId_Entity_EntityId",
                table: "RemovedRecords",
                columns: new[] { "TenantId", "Entity", "EntityId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RemovedRecords_TenantId_EventId_Id",
                table: "RemovedRecords",
                columns: new[] { "TenantId", "EventId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_RemovedRecords_TenantId_RemovalId",
                table: "RemovedRecords",
                columns: new[] { "TenantId", "RemovalId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RemovedRecords");

            migrationBuilder.DropTable(
                name: "RemovalEntries");
        }
    }
}
