using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Contract : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "KeyHours",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    ApiKeyId = table.Column<long>(type: "INTEGER", nullable: false),
                    Hour = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Calls = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyHours", x => x.Id);
                    table.ForeignKey(
                        name: "FK_KeyHours_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "KeyMinutes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    ApiKeyId = table.Column<long>(type: "INTEGER", nullable: false),
                    Minute = table.Column<int>(type: "INTEGER", nullable: false),
                    Calls = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyMinutes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_KeyMinutes_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "RememberedCalls",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<long>(type: "INTEGER", nullable: false),
                    ApiKeyId = table.Column<long>(type: "INTEGER", nullable: false),
                    KeyHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RequestHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: true),
                    RequestId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Location = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RememberedCalls", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RememberedCalls_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateIndex(
                name: "IX_KeyHours_Hour",
                table: "KeyHours",
                column: "Hour");

            migrationBuilder.CreateIndex(
                name: "IX_KeyHours_TenantId_ApiKeyId_Hour",
                table: "KeyHours",
                columns: new[] { "TenantId", "ApiKeyId", "Hour" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_KeyMinutes_Minute",
                table: "KeyMinutes",
                column: "Minute");

            migrationBuilder.CreateIndex(
                name: "IX_KeyMinutes_TenantId_ApiKeyId_Minute",
                table: "KeyMinutes",
                columns: new[] { "TenantId", "ApiKeyId", "Minute" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RememberedCalls_StartedAt",
                table: "RememberedCalls",
                column: "StartedAt");

            migrationBuilder.CreateIndex(
                name: "IX_RememberedCalls_TenantId_ApiKeyId_KeyHash",
                table: "RememberedCalls",
                columns: new[] { "TenantId", "ApiKeyId", "KeyHash" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "KeyHours");

            migrationBuilder.DropTable(
                name: "KeyMinutes");

            migrationBuilder.DropTable(
                name: "RememberedCalls");
        }
    }
}
