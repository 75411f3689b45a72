using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WallLayouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Door",
                table: "Walls",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "FullNames",
                table: "Walls",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Layout",
                table: "Walls",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "MoreEvents",
                table: "Walls",
                type: "TEXT",
                maxLength: 400,
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<int>(
                name: "SecondsEach",
                table: "Walls",
                type: "INTEGER",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.AddColumn<DateTime>(
                name: "Until",
                table: "Walls",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EarlierEventId",
                table: "Events",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "WallPairings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    CodeHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    TokenHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Prefix = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Until = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WallPairings", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WallPairings_CodeHash",
                table: "WallPairings",
                column: "CodeHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WallPairings_TokenHash",
                table: "WallPairings",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WallPairings_Until",
                table: "WallPairings",
                column: "Until");

            migrationBuilder.AddForeignKey(
                name: "FK_Events_Events_EarlierEventId",
                table: "Events",
                column: "EarlierEventId",
                principalTable: "Events",
                principalColumn: "Id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Events_Events_EarlierEventId",
                table: "Events");

            migrationBuilder.DropTable(
                name: "WallPairings");

            migrationBuilder.DropColumn(
                name: "Door",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "FullNames",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "Layout",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "MoreEvents",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "SecondsEach",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "Until",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "EarlierEventId",
                table: "Events");
        }
    }
}
